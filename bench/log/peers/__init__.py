"""Other people's event stores, installed apart from ours. One that cannot be had is left out, and said so."""

"""The sweep over many open cases, against its aim."""

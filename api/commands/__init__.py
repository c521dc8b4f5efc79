"""Commands of `jejak`, in groups that fit on a page each; api/cli.py puts them together."""

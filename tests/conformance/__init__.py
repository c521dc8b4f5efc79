"""What needs foreign tools: run by `make conformance`, not by `make test`, which needs only Python."""

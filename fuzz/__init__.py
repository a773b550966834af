"""Every reader under input that nobody would write: `make fuzz` looks for crash, hang and growing memory."""

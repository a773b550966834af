"""What was known by when, what it foretold, and how that turned out."""

"""What a visitor asks for: units, named slots and filters, read from text. Pure."""

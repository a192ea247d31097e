"""Who asks, and what they lean to: events, visits, intent. Pure."""

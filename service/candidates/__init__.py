"""Where recommended products come from: each source proposes items of a model, and the blend adds what they say."""

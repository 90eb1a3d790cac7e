"""The verbs that only think: pure functions of values. No input or output, no clock, no dice."""

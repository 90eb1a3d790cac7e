"""The process: settings, secrets, logs, clock, and the wiring that knows everybody."""

"""The commands. Heavy imports stand only where they are used: `syncd --help` must be quick."""

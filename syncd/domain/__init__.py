"""The nouns of the glossary. Standard library only: no input or output, no clock, no logging."""

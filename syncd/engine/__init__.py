"""The verbs that act, on ports only: poll, resolve, locate, decide, push, and the cycle that makes them one."""

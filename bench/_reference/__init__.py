"""The model written anew for general samplers, and the problems that it is checked on."""

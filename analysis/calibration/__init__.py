"""How we know: simulated and real truths, cut into hedged claims, recovered and scored."""

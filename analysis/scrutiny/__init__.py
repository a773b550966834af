"""What the estimates alone do not say: how blocs differ, which claims contradict, what to ask next."""

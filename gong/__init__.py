"""What was said: calls as Gong records them."""

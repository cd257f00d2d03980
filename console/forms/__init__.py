"""Forms: what an act asks for, what is to be known before it, and what is made of what was typed."""

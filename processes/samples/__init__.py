"""Samples: invented innovations in every stage, made by real acts in the embedded stack, so that no page is empty."""

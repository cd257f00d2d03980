"""Pages: what each address answers, a page or a few that belong together a file."""

"""The pages on which people work: server-rendered, without scripts. They reach the record through `service` alone."""

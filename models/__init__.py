"""Rows and bytes: everything that outlives a request. Knows Tortoise and the settings, nothing above."""

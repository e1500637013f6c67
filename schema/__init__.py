"""The public contract: a thin Strawberry skin."""

"""How a message reaches people: outbox, fan-out, worker, channels, and what open screens are told."""

"""Everything that speaks HTTP, the process entry and the PWA."""

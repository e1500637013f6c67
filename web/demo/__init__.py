"""The demo: an invented cooperative with tenants, notices, documents, and a mail server whose mails can be read in the browser."""

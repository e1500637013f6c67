"""Every rule of the portal, one function per use case; called by GraphQL fields, HTTP routes and the command line alike."""

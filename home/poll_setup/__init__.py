"""Setting up a deliberative poll in the CMS: from a start day to drafts of all its pages."""

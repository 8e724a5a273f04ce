"""What a person sends, and the answer: forum, session, desk, reports and the moderators' queue."""

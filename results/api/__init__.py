"""Results for programs: what the public files hold, by addresses that stay."""

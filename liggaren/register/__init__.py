"""Official accounts: platform, owner over time, administrators, status, connection, working facts."""

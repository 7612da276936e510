"""Plans that come with Jauge."""

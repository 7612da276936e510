"""What pages are made of: shell, forms, jobs under way, results, words."""

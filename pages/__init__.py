"""The app's pages and charts; they show what the layers below compute."""

"""Who goes out and asks?"""

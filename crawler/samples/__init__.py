"""Which portals can the program be tried on without the network?"""

"""Which reader opens which media? Each turns bytes into blocks and knows nothing of forms or figures."""

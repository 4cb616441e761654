; a mistake in the program, behind some output
(print "before")
(if (not (net-error))
    (net-listen 20307 "127.0.0.1"
        "stream"))
(print "not reached")

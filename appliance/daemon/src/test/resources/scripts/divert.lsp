; a divert port to which no rule sends packets
(set 'port 20306)
(set 'divert (net-listen port "" "divert"))
(println (if divert "open" (net-error)))
(println "packets waiting: " (net-select divert "r" 1000))
(println (net-close divert))
(exit)

; two members of a group
(set 'one (net-listen 20305 "226.0.0.7" "multi") 'two (net-listen 20305 "226.0.0.7" "multi"))
(set 'sender (net-connect "226.0.0.7" 20305 "multi" 1))
(println (net-send sender "to all") " " (net-peer sender))
(println (first (net-receive-from one 100)) ", " (first (net-receive-from two 100)))
(println (net-send-to "226.0.0.7" 20305 "again" sender))
(println (net-receive one data 100) " " data)
(exit)

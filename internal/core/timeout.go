package core

import "time"

// ReadTimeout is how long a data source may take by default.
const ReadTimeout = 5 * time.Minute

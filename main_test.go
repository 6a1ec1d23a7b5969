package main

import (
	"maps"
	"testing"
)

// TestQuieten: the logs are switched off only when no variable of Terraform's asks for any.
func TestQuieten(t *testing.T) {
	off := map[string]string{"TF_LOG_SDK": "OFF", "TF_LOG_PROVIDER_TENANTATTACH": "OFF"}
	for name, tt := range map[string]struct {
		environment []string
		want        map[string]string
	}{
		"nobody asks":        {[]string{"PATH=/bin", "TF_IN_AUTOMATION=1"}, off},
		"empty":              {[]string{"TF_LOG="}, off},
		"all":                {[]string{"TF_LOG=INFO"}, nil},
		"providers":          {[]string{"PATH=/bin", "TF_LOG_PROVIDER=DEBUG"}, nil},
		"this provider":      {[]string{"TF_LOG_PROVIDER_TENANTATTACH=TRACE"}, nil},
		"to a file":          {[]string{"TF_LOG_PATH=/tmp/log"}, nil},
		"the protocol alone": {[]string{"TF_LOG_SDK_PROTO=TRACE"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[string]string{}
			quieten(tt.environment, func(name, value string) error {
				got[name] = value
				return nil
			})
			if !maps.Equal(got, tt.want) {
				t.Errorf("set %v, want %v", got, tt.want)
			}
		})
	}
}

package origin

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Addresses near this machine, and those of clouds, are known in every spelling.
func TestLinkLocal(t *testing.T) {
	for host, is := range map[string]bool{
		"169.254.169.254": true, "169.254.1.1": true, "fe80::1": true, "fe80::1%eth0": true, "fd00:ec2::254": true, "::ffff:169.254.169.254": true, "64:ff9b::a9fe:a9fe": true,
		"fd00:ec2::23": true, "fd20:ce::254": true, "64:ff9b:1::a9fe:a9fe": true, "64:ff9b:1:a9fe:00a9:fe00::": true, "64:ff9b:1:a9:00fe:a9fe::": true, "2002:a9fe:a9fe::1": true,
		"instance-data.ec2.internal": true, "64:ff9b:1::1": false, "2002:7f00:1::": false, "fd20:ce::255": false,
		"100.100.100.200": true, "168.63.129.16": true, "metadata.google.internal": true, "METADATA.google.internal.": true, "2852039166": true, "0xA9FEA9FE": true, "0251.0376.0251.0376": true, "169.254.43518": true,
		"127.0.0.1": false, "::1": false, "10.0.0.1": false, "100.100.100.201": false, "fd00:ec2::255": false, "login.example": false, "localhost": false, "a1.example": false, "": false,
	} {
		assert.Equal(t, is, LinkLocal(host), host)
	}
}

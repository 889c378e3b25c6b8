// Command gin is the yardstick: a bare Gin handler that parses the form and answers 200; and one that makes one signature besides.
package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"net/http"
	"os"
	"sync"

	"github.com/gin-gonic/gin"
)

func main() {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.GET("/healthz", func(c *gin.Context) { c.Status(http.StatusOK) })
	e.POST("/oauth/revoke", func(c *gin.Context) {
		if c.Request.ParseForm() != nil || c.Request.PostForm.Get("token") == "" {
			c.Status(http.StatusBadRequest)
			return
		}
		c.Status(http.StatusOK)
	})
	e.POST("/sign/RS256", signing(sync.OnceValue(func() crypto.Signer {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		fail(err)
		return key
	})))
	e.POST("/sign/ES256", signing(sync.OnceValue(func() crypto.Signer {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		fail(err)
		return key
	})))
	fail(e.Run("127.0.0.1:" + os.Args[1]))
}

func signing(key func() crypto.Signer) gin.HandlerFunc {
	return func(c *gin.Context) {
		hash := sha256.Sum256([]byte(c.Request.RemoteAddr))
		_, err := key().Sign(rand.Reader, hash[:], crypto.SHA256)
		fail(err)
		c.Status(http.StatusOK)
	}
}

func fail(err error) {
	if err != nil {
		panic(err)
	}
}

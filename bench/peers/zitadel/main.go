// Command zitadel is the example server of zitadel/oidc, which logs nothing here.
package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
)

func main() {
	issuer := fmt.Sprintf("http://localhost:%s/", os.Args[1])
	storage.RegisterClients(storage.WebClient("web", "secret", "http://localhost/callback"))
	kept := storage.NewStorage(storage.NewUserStore(issuer))
	router := exampleop.SetupServer(issuer, kept, slog.New(slog.DiscardHandler), false)
	fmt.Fprintln(os.Stderr, http.ListenAndServe("127.0.0.1:"+os.Args[1], router))
}

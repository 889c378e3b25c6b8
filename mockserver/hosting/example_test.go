package hosting_test

import (
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/revokespec/revokespec/mockserver"
	"github.com/revokespec/revokespec/mockserver/hosting"
)

func ExampleNew() {
	host := hosting.New(hosting.Options{Token: "of the process", Make: func(seed mockserver.Seed, control string) *mockserver.Server {
		return mockserver.New(mockserver.WithSeed(seed), mockserver.WithControl(control))
	}})
	request := httptest.NewRequest("POST", "http://127.0.0.1:8420/_mock/tenants", strings.NewReader(`{"tenant": "shop"}`))
	request.Header.Set("Authorization", "Bearer of the process")
	answer := httptest.NewRecorder()
	host.ServeHTTP(answer, request)
	fmt.Println(answer.Code, answer.Header().Get("Location"))
	// Output: 201 /_mock/tenants/shop
}

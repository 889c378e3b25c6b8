package steps

import (
	"context"
	"fmt"
	"time"

	"github.com/revokespec/revokespec/internal/session"
)

// tenantFounded makes the tenant anew, on that day.
func (w *World) tenantFounded(ctx context.Context, day string) error {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return fmt.Errorf("%q is no day: write it as 2021-01-13", day)
	}
	if err := w.lease.FoundTenant(ctx, session.SetUp, at); err != nil {
		return inconclusive("%v", err)
	}
	return nil
}

package steps

import (
	"context"
	"fmt"

	"github.com/revokespec/revokespec/internal/httpx"
	"github.com/revokespec/revokespec/judge"
)

// answersAlike compares the last two answers with the two before them.
func (w *World) answersAlike(context.Context) error {
	n := len(w.answers)
	if n < 4 {
		return fmt.Errorf("this step compares two answers with the two before: it needs four When steps before it")
	}
	return w.found(judge.Alike([2]httpx.Response(w.answers[n-4:n-2]), [2]httpx.Response(w.answers[n-2:])))
}

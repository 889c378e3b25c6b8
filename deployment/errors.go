package deployment

import "github.com/revokespec/revokespec/internal/remedy"

// Unjudgeable says in one line why the deployment cannot be judged at all, and what to do: exit code 3.
type Unjudgeable = remedy.Unjudgeable

// NotApplicable says that the deployment lacks something, and how to give it.
type NotApplicable = remedy.NotApplicable

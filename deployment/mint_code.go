package deployment

import (
	"context"
	"errors"
)

func (s *Session) mintByCode(ctx context.Context, p Purpose, in SignIn) (Response, error) {
	return Response{}, errors.New("todo")
}

package file

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"os"
)

// The layout of bbolt's files, which is that of the machine's byte order: pages that begin with their number, kind, count and overflow; two of them
// tell where the others are. bbolt maps the file into memory and follows what it finds there, wherever that leads: so somebody has
// to look first.
const (
	pageHeader  = 16
	elementSize = 16
	metaSize    = 64
	bucketSize  = 16 // in a leaf: the number of its root page, and a counter
	magic       = 0xED0CDAED

	kindBranch, kindLeaf, kindFreelist = 1, 2, 16

	noFreelist = ^uint64(0)
)

var order = binary.NativeEndian

// pages are those of one file.
type pages struct {
	io.ReaderAt
	size  int      // of one, in bytes
	count uint64   // of those that may be used
	seen  []uint64 // a bit for each that something leads to
}

// pagesAreSound sees that every page leads to pages that are there, and each is led to once. Else it is ErrDamaged.
func pagesAreSound(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	root, freelist, p, err := metas(f, uint64(info.Size()))
	if err != nil {
		return err
	}
	p.seen = make([]uint64, p.count/64+1)
	if err := p.tree(root); err != nil {
		return err
	}
	if freelist == noFreelist {
		return nil
	}
	_, err = p.page(freelist, kindFreelist)
	return err
}

// metas reads the two pages that tell where the others are. Both must be good: one that is not was written by nobody, and what the
// other tells of may be older than what somebody was told.
func metas(f io.ReaderAt, bytes uint64) (root, freelist uint64, p *pages, err error) {
	head := make([]byte, pageHeader+metaSize)
	if _, err := f.ReadAt(head, 0); err != nil {
		return 0, 0, nil, ErrForeign
	}
	size := int(order.Uint32(head[pageHeader+8:]))
	if order.Uint32(head[pageHeader:]) != magic || size < 512 || size > 1<<20 {
		return 0, 0, nil, ErrDamaged
	}
	p = &pages{ReaderAt: f, size: size}
	newest := uint64(0)
	for at := range int64(2) {
		if _, err := f.ReadAt(head, at*int64(size)); err != nil {
			return 0, 0, nil, ErrDamaged
		}
		meta := head[pageHeader:]
		sum := fnv.New64a()
		sum.Write(meta[:metaSize-8])
		if order.Uint64(head) != uint64(at) || sum.Sum64() != order.Uint64(meta[metaSize-8:]) {
			return 0, 0, nil, ErrDamaged
		}
		if written := order.Uint64(meta[48:]); at == 0 || written > newest {
			newest, root, freelist, p.count = written, order.Uint64(meta[16:]), order.Uint64(meta[32:]), order.Uint64(meta[40:])
		}
	}
	if p.count > bytes/uint64(size) {
		return 0, 0, nil, ErrDamaged // cut off
	}
	return root, freelist, p, nil
}

// page reads a page, with those that it flows over into.
func (p *pages) page(number uint64, kinds ...uint16) ([]byte, error) {
	if number < 2 || number >= p.count {
		return nil, ErrDamaged
	}
	head := make([]byte, pageHeader)
	if _, err := p.ReadAt(head, int64(number)*int64(p.size)); err != nil {
		return nil, errors.Join(ErrDamaged, err)
	}
	kind, further := order.Uint16(head[8:]), uint64(order.Uint32(head[12:]))
	known := false
	for _, k := range kinds {
		known = known || k == kind
	}
	if !known || order.Uint64(head) != number || number+further >= p.count {
		return nil, ErrDamaged
	}
	for n := number; n <= number+further; n++ {
		if p.seen[n/64]&(1<<(n%64)) != 0 {
			return nil, ErrDamaged
		}
		p.seen[n/64] |= 1 << (n % 64)
	}
	data := make([]byte, (1+further)*uint64(p.size))
	_, err := p.ReadAt(data, int64(number)*int64(p.size))
	if err == nil && kind == kindFreelist {
		err = freelistFits(data, p.count)
	}
	return data, err
}

// tree follows a page to all below it.
func (p *pages) tree(number uint64) error {
	data, err := p.page(number, kindBranch, kindLeaf)
	if err != nil {
		return err
	}
	return p.elements(data)
}

// elements follows what is in a page, or in a bucket that is small enough to stand in one.
func (p *pages) elements(data []byte) error {
	if len(data) < pageHeader {
		return ErrDamaged
	}
	leaf, n := order.Uint16(data[8:]) == kindLeaf, int(order.Uint16(data[10:]))
	if pageHeader+n*elementSize > len(data) || !leaf && n == 0 {
		return ErrDamaged
	}
	for i := range n {
		element := data[pageHeader+i*elementSize:]
		var err error
		if leaf {
			err = p.leaf(element)
		} else {
			err = p.branch(element)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *pages) branch(element []byte) error {
	if uint64(order.Uint32(element))+uint64(order.Uint32(element[4:])) > uint64(len(element)) {
		return ErrDamaged
	}
	return p.tree(order.Uint64(element[8:]))
}

func (p *pages) leaf(element []byte) error {
	flags, key, keySize, size := order.Uint32(element), uint64(order.Uint32(element[4:])), uint64(order.Uint32(element[8:])), uint64(order.Uint32(element[12:]))
	if flags > 1 || key+keySize+size > uint64(len(element)) {
		return ErrDamaged
	}
	if flags == 0 {
		return nil
	}
	bucket := element[key+keySize : key+keySize+size]
	if len(bucket) < bucketSize {
		return ErrDamaged
	}
	if root := order.Uint64(bucket); root != 0 {
		return p.tree(root)
	}
	inline := bucket[bucketSize:]
	if len(inline) < pageHeader || order.Uint16(inline[8:]) != kindLeaf {
		return ErrDamaged
	}
	return p.elements(inline)
}

// freelistFits sees that the list of free pages is as long as it says, and of pages that there are.
func freelistFits(data []byte, pages uint64) error {
	list, n := data[pageHeader:], uint64(order.Uint16(data[10:]))
	if n == 0xFFFF { // then it says so itself
		n, list = order.Uint64(list), list[8:]
	}
	if n > uint64(len(list)/8) {
		return ErrDamaged
	}
	for i := range n {
		if page := order.Uint64(list[i*8:]); page < 2 || page >= pages {
			return ErrDamaged
		}
	}
	return nil
}

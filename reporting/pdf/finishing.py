"""The last touch on a PDF before it is written: its structure mended, PDF/UA declared, its streams packed."""

import zlib

import pydyf

from .structure import mend_structure

_PDF_UA = """<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def finish(document, pdf) -> None:
    mend_structure(document, pdf)
    declare_pdf_ua(pdf)
    name_attachments_once(pdf)
    pack_streams(pdf)
    write_once(pdf)


def declare_pdf_ua(pdf) -> None:
    """Adds PDF/UA-1 to the one RDF of the metadata: WeasyPrint declares one standard, the file keeps two.

    PDF/A wants every schema it does not know described in the file, hence the extension schema.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.compress = False  # an archive's reader must find it without unpacking
    metadata.stream = [part.replace(b"</rdf:RDF>", _PDF_UA.encode() + b"</rdf:RDF>") for part in metadata.stream]


def name_attachments_once(pdf) -> None:
    """WeasyPrint counts each attached file twice among the associated files."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def pack_streams(pdf) -> None:
    """Each stream is compressed here and only once; WeasyPrint would do it for the file's identifier and for the file.

    A compressed stream whose last byte is CR reads as one byte shorter to a strict reader: it stays uncompressed. The
    last byte of zlib's data is that of its checksum, so one stream in 256 is concerned.
    """
    for part in pdf.objects:
        if isinstance(part, pydyf.Stream) and part.compress:
            part.compress = False
            body = part.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
            if zlib.adler32(body) % 256 == ord("\r"):
                part.stream = [body]
            else:
                part.stream = [zlib.compress(body)]
                part.extra["Filter"] = "/FlateDecode"


class Written(pydyf.Object):
    """An object whose bytes are known."""

    def __init__(self, object_):
        super().__init__()
        self.number, self.data = object_.number, object_.data

    data = b""


def write_once(pdf) -> None:
    """The bytes of an object are asked twice, for the file's identifier and for the file: they are made once."""
    for number, object_ in enumerate(pdf.objects):
        if isinstance(object_, pydyf.Dictionary):
            pdf.objects[number] = Written(object_)

FROM python:3.13.12-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /jejak

COPY requirements/production.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/production.txt \
    && python -m compileall -q "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"

COPY proof/ proof/
COPY domain/ domain/
COPY texts/ texts/
COPY ledger/ ledger/
COPY engine/ engine/
COPY activities/ activities/
COPY workflows/ workflows/
COPY wiring/ wiring/
COPY service/ service/
COPY processes/ processes/
COPY bundle/ bundle/
COPY interchange/ interchange/
COPY console/ console/
COPY api/ api/
COPY cli/ cli/
COPY stack/ stack/
COPY editions/ editions/
COPY reference/ reference/
COPY worker.py starter.py ./

RUN python -m texts

USER 10001:10001
CMD ["python", "worker.py"]

import json
import os
import sys

import pika  # pip install pika

service = sys.argv[1] if len(sys.argv) > 1 else "images"
connection = pika.BlockingConnection(
    pika.ConnectionParameters(os.environ["RABBITMQ_HOSTNAME"], int(os.environ.get("RABBITMQ_PORT", 5672)))
)
channel = connection.channel()
channel.confirm_delivery()
channel.basic_publish(
    exchange="",
    routing_key=f"{service}.docker.images.cleanup",
    body=json.dumps({"dock": "eu-1"}),
    properties=pika.BasicProperties(content_type="application/json", delivery_mode=2),
    mandatory=True,
)
connection.close()
print("published")
